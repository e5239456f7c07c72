export const DATABASE = 'csrlab.db'
